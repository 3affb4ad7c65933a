/**
 * The reference code's way of evaluating detectors (Ma et al., 2021), leak by leak: what its
 * numbers are worth. Nothing of it goes into a bundle.
 */
package io.lazaret.lab.leak;
