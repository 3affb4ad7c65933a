package io.lazaret.lab.data;

import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A comma-separated file (RFC 4180) whose first line names the columns. */
final class CsvFile {
  private CsvFile() {}

  /**
   * Reads some columns of every row, without blanks around a field; other columns are left alone.
   *
   * @param purpose what the file is, for whoever gave another one
   * @throws RefusedException in one line for a missing file or column, text that is not UTF-8, or a
   *     row of another length
   */
  static List<Map<String, String>> read(Path file, List<String> columns, String purpose) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new RefusedException(
          file + ": not UTF-8; save it again, in a spreadsheet as 'CSV UTF-8'", e);
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read; " + purpose, e);
    }
    if (lines.isEmpty()) {
      throw new RefusedException(file + ": empty; the first line names the columns");
    }
    List<String> header = fields(withoutMark(lines.get(0)));
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
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        rows.add(row(file, i, header, fields(lines.get(i)), columns));
      }
    }
    return rows;
  }

  private static Map<String, String> row(
      Path file, int line, List<String> header, List<String> fields, List<String> columns) {
    if (fields.size() != header.size()) {
      throw new RefusedException(
          file
              + ":"
              + (line + 1)
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

  /** Spreadsheets put a byte order mark before the first column's name. */
  private static String withoutMark(String line) {
    return line.startsWith("\uFEFF") ? line.substring(1) : line;
  }

  /** Splits a line: fields may stand in double quotes, which double inside. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
