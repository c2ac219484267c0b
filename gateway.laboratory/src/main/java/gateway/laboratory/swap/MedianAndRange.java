package gateway.laboratory.swap;

import java.util.List;

/** Where some values lie. */
record MedianAndRange(double least, double median, double most) {

  /** Returns the spread of at least one value. */
  static MedianAndRange of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return new MedianAndRange(
        sorted[0],
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
        sorted[sorted.length - 1]);
  }
}
