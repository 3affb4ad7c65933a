/** Which bundles judge: those of the settings, and those that are rolled out while the app runs. */
package io.lazaret.app.rollout;
