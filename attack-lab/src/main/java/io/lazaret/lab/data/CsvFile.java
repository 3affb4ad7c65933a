package io.lazaret.lab.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A comma-separated file (RFC 4180) whose first line names the columns. */
final class CsvFile {
  private static final ObjectReader LINES =
      new CsvMapper()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .readerFor(String[].class);

  private CsvFile() {}

  /**
   * Reads some columns of every row, without blanks around a field; other columns are left alone.
   *
   * @param purpose what the file is, for whoever gave another one
   * @throws RefusedException in one line for a missing file or column, text that is not UTF-8, a
   *     quote without its end, or a row of another length
   */
  static List<Map<String, String>> read(Path file, List<String> columns, String purpose) {
    int line = 1;
    try (Reader text = Files.newBufferedReader(file);
        MappingIterator<String[]> lines = LINES.readValues(withoutMark(text))) {
      if (!lines.hasNextValue()) {
        throw new RefusedException(file + ": empty; the first line names the columns");
      }
      List<String> header = header(file, lines.nextValue(), columns);
      List<Map<String, String>> rows = new ArrayList<>();
      while (lines.hasNextValue()) {
        line = lines.getParser().currentLocation().getLineNr();
        rows.add(row(file, line, header, List.of(lines.nextValue()), columns));
      }
      return rows;
    } catch (CharacterCodingException e) {
      throw new RefusedException(
          file + ": not UTF-8; save it again, in a spreadsheet as 'CSV UTF-8'", e);
    } catch (JsonProcessingException e) {
      throw new RefusedException(file + ":" + line + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read; " + purpose, e);
    }
  }

  /** Spreadsheets put a byte order mark before the first column's name. */
  private static Reader withoutMark(Reader text) throws IOException {
    text.mark(1);
    if (text.read() != '\uFEFF') {
      text.reset();
    }
    return text;
  }

  private static List<String> header(Path file, String[] names, List<String> columns) {
    List<String> header = List.of(names);
    for (String column : columns) {
      if (!header.contains(column)) {
        throw new RefusedException(
            file
                + ": no column '"
                + column
                + "' in "
                + header
                + (header.size() == 1 ? "; columns are separated by commas" : ""));
      }
    }
    return header;
  }

  private static Map<String, String> row(
      Path file, int line, List<String> header, List<String> fields, List<String> columns) {
    if (fields.size() != header.size()) {
      throw new RefusedException(
          file
              + ":"
              + line
              + ": "
              + fields.size()
              + " fields, the header has "
              + header.size()
              + "; a field that holds a comma stands in double quotes");
    }
    Map<String, String> row = new TreeMap<>();
    for (String column : columns) {
      row.put(column, fields.get(header.indexOf(column)).strip());
    }
    return row;
  }
}
