package io.lazaret.lab.study;

import io.lazaret.core.Required;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Features;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What detectors look at, of one list of images.
 *
 * @param rows a row for each image, by the statistics
 */
public record RowTable(Map<Statistics, double[][]> rows) {

  /** How a table lies in a file. */
  public static final Workspace.Format<RowTable> FORMAT =
      new Workspace.Format<>() {
        @Override
        public void write(RowTable table, DataOutputStream out) throws IOException {
          out.writeInt(table.rows.size());
          for (Map.Entry<Statistics, double[][]> entry : table.rows.entrySet()) {
            out.writeUTF(entry.getKey().code());
            out.writeInt(entry.getValue().length);
            for (double[] row : entry.getValue()) {
              out.writeInt(row.length);
              for (double number : row) {
                out.writeDouble(number);
              }
            }
          }
        }

        @Override
        public RowTable read(DataInputStream in) throws IOException {
          Map<Statistics, double[][]> rows = new LinkedHashMap<>();
          int tables = in.readInt();
          for (int i = 0; i < tables; i++) {
            Statistics statistics = Statistics.named(in.readUTF());
            double[][] table = new double[in.readInt()][];
            for (int j = 0; j < table.length; j++) {
              table[j] = new double[in.readInt()];
              for (int k = 0; k < table[j].length; k++) {
                table[j][k] = in.readDouble();
              }
            }
            rows.put(statistics, table);
          }
          return new RowTable(rows);
        }
      };

  public static RowTable of(Collection<Statistics> wanted, List<Features> features) {
    Map<Statistics, double[][]> rows = new LinkedHashMap<>();
    for (Statistics statistics : wanted) {
      rows.put(statistics, features.stream().map(statistics::of).toArray(double[][]::new));
    }
    return new RowTable(rows);
  }

  /** The row of each image. */
  public double[][] of(Statistics statistics) {
    return Required.of(rows, statistics);
  }

  /** The rows of several statistics of each image, one behind the other. */
  public double[][] joined(List<Statistics> statistics) {
    double[][] joined = new double[of(statistics.get(0)).length][];
    Arrays.setAll(
        joined,
        i -> statistics.stream().flatMapToDouble(each -> Arrays.stream(of(each)[i])).toArray());
    return joined;
  }
}
