package io.lazaret.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.detect.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;

/** The rules that keep the core simple, as the compiler sees them. */
@AnalyzeClasses(packages = "io.lazaret.core", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule NO_STREAM_NO_METRICS_NO_COMMAND_LINE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "io.micrometer..", "picocli..")
          .because("whoever judges one image needs none of them");

  @ArchTest
  static final ArchRule ONE_HOME_FOR_DJL =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lazaret.core.model.djl")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..")
          .because("the engine can be exchanged in one place");

  @ArchTest
  static final ArchRule NO_ENVIRONMENT =
      noClasses()
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class, String.class)
          .because("a verdict follows from the image, the bundle and the asked rate");

  @ArchTest
  static final ArchRule NO_CLOCK =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethod(ZonedDateTime.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .because("whoever calls says what time it is");

  /**
   * Two types of the package are the border, not the arithmetic: an assessor takes an image's
   * pixels, and a verdict says why they could not be read.
   */
  @ArchTest
  static final ArchRule DETECTORS_KNOW_FEATURES_NOT_IMAGES =
      noClasses()
          .that()
          .resideInAPackage("io.lazaret.core.detect")
          .and()
          .doNotBelongToAnyOf(Assessor.class, Verdict.class)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lazaret.core.image..", "io.lazaret.core.model.view..");

  @ArchTest
  static final ArchRule IMAGES_KNOW_NOTHING_OF_MODELS =
      classes()
          .that()
          .resideInAPackage("io.lazaret.core.image..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.lazaret.core.image..", "java..", "javax.imageio..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      SlicesRuleDefinition.slices().matching("io.lazaret.core.(*)..").should().beFreeOfCycles();
}
