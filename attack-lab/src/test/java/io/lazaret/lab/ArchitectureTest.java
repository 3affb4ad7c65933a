package io.lazaret.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rules that keep the lab simple, as the compiler sees them. */
@AnalyzeClasses(packages = "io.lazaret.lab", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ONE_HOME_FOR_DJL =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lazaret.lab.djl")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..")
          .because("the engine can be exchanged in one place");

  @ArchTest
  static final ArchRule ATTACKS_ARE_PLAIN_JAVA =
      classes()
          .that()
          .resideInAPackage("io.lazaret.lab.attack..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.lazaret.lab.attack..", "io.lazaret.core", "io.lazaret.core.model", "java..");

  @ArchTest
  static final ArchRule LIBRARIES_TRAIN_IN_ONE_PLACE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lazaret.lab.fit")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ml.dmlc..", "de.bwaldvogel..", "libsvm..", "org.ejml..");

  @ArchTest
  static final ArchRule NO_STREAM =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..")
          .because("lab and app meet in directories on disk");

  @ArchTest
  static final ArchRule ONLY_COMMANDS_KNOW_THE_COMMAND_LINE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lazaret.lab.command")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");
}
