/** The app's settings, and what follows from them. */
package io.lazaret.app.config;
