/**
 * Where the bytes of images lie that do not travel in their records: stores that may be read, what
 * becomes of a reference to them, and how the simulator puts images there.
 */
package io.lazaret.store;
