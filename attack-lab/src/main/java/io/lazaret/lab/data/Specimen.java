package io.lazaret.lab.data;

import io.lazaret.core.image.Pixels;
import java.util.function.Supplier;

/**
 * One labelled image of a data set, at the size it was taken.
 *
 * @param id unique in the data set
 * @param group the patient: images of one group stay on one side of every split
 * @param label index of the class
 * @param source decodes or renders the pixels; the same every time
 */
public record Specimen(String id, String group, int label, Supplier<Pixels> source) {}
