package io.lazaret.lab.phantom;

/**
 * What one phantom is painted from. A painter uses up the streams: made afresh for each painting.
 *
 * @param size rows and columns
 * @param label which class of the kind
 * @param lesion whether the lesion of that class is painted; without it, the same image of the same
 *     patient before the disease
 * @param second whether the patient was here before
 * @param patient draws that all images of a patient share: anatomy and tone
 * @param image draws of this image: framing, light, chance structures, noise
 * @param finding draws of the lesion alone
 */
record Exam(
    int size,
    int label,
    boolean lesion,
    boolean second,
    Chance patient,
    Chance image,
    Chance finding) {}
