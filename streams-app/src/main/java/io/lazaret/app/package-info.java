/** The running app and its commands. */
package io.lazaret.app;
