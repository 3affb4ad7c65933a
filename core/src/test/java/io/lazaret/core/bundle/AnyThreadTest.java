package io.lazaret.core.bundle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A bundle that is rolled out is opened by another thread than those that the app started with. */
class AnyThreadTest {
  private static final Path SHIPPED = Path.of("..", "bundles", "xray-phantom");

  @Test
  void aBundleIsOpenedByAnyThread() throws Exception {
    for (int i = 0; i < 2; i++) {
      CompletableFuture<String> opened = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try (BundleAssessor assessor = BundleAssessor.open(SHIPPED, "cpu", 0.01)) {
                  opened.complete(assessor.bundle());
                } catch (RuntimeException | Error e) {
                  opened.completeExceptionally(e);
                }
              });
      thread.start();
      assertTrue(opened.get(60, TimeUnit.SECONDS).startsWith("xray-phantom-"));
    }
  }
}
