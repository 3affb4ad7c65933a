package io.lazaret.lab.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.djl.Devices;
import io.lazaret.core.model.djl.EngineCall;
import io.lazaret.core.model.djl.Network;
import io.lazaret.core.model.djl.Weights;
import io.lazaret.lab.data.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * Trains a backbone, from scratch or from published weights, and writes its weights, batch
 * normalisation folded. All randomness comes from the seed: on one machine the same seed gives the
 * same file.
 */
public final class BackboneTrainer {
  private static final double WARM_UP = 0.2;

  private final BuiltIn architecture;
  private final TrainingSettings settings;
  private final long seed;
  private final String device;

  /**
   * @param device as for {@link Devices#named}
   */
  public BackboneTrainer(
      BuiltIn architecture, TrainingSettings settings, long seed, String device) {
    this.architecture = architecture;
    this.settings = settings;
    this.seed = seed;
    this.device = device;
  }

  /**
   * Reads the weights to begin with, where there are any: what does not fit is refused before any
   * work is done.
   *
   * @throws io.lazaret.core.RefusedException when they do not fit the architecture
   */
  public void check() {
    settings
        .pretrained()
        .ifPresent(
            file -> {
              try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
                Network network = Network.trainable(architecture, 0);
                network.initialize(manager);
                Weights.readPublished(network, file);
              }
            });
  }

  /**
   * Trains on all samples and writes the last epoch's network: no model is selected by its score.
   *
   * @param weights the safetensors file to write
   * @param progress called after every epoch with its number, from 1, and the mean training loss
   */
  public void train(List<Sample> samples, Path weights, BiConsumer<Integer, Double> progress) {
    Device target = Devices.named(device);
    Engine.getInstance().setRandomSeed((int) seed);
    try (Model model = Model.newInstance("backbone", target)) {
      Network network = Network.trainable(architecture, settings.dropout());
      model.setBlock(network);
      int steps = settings.epochs() * stepsPerEpoch(samples.size());
      var config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optOptimizer(
                  Optimizer.adamW()
                      .optLearningRateTracker(oneCycle(steps))
                      .optWeightDecays((float) settings.weightDecay())
                      .build())
              .optDevices(new Device[] {target});
      try (Trainer trainer = model.newTrainer(config)) {
        var geometry = architecture.geometry();
        trainer.initialize(
            new Shape(
                settings.batchSize(), geometry.channels(), geometry.height(), geometry.width()));
        initialise(network, new Random(seed), trainer.getManager());
        settings.pretrained().ifPresent(file -> Weights.readPublished(network, file));
        run(trainer, samples, progress);
      }
      try (NDManager manager = NDManager.newBaseManager(target)) {
        Weights.write(BatchNormFolding.fold(network, manager), weights);
      }
    }
  }

  private void run(Trainer trainer, List<Sample> samples, BiConsumer<Integer, Double> progress) {
    SplittableRandom random = new SplittableRandom(seed);
    Augmentation augmentation = new Augmentation(settings.augmentation(), random.split());
    Random order = new Random(random.nextLong());
    List<Sample> shuffled = new ArrayList<>(samples);
    for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
      Collections.shuffle(shuffled, order);
      double loss = 0;
      int steps = stepsPerEpoch(shuffled.size());
      for (int step = 0; step < steps; step++) {
        int from = step * settings.batchSize();
        int until = Math.min(shuffled.size(), from + settings.batchSize());
        loss += step(trainer, shuffled.subList(from, until), augmentation);
      }
      progress.accept(epoch, loss / steps);
    }
  }

  /** A last batch of one image is left out: batch normalisation needs two. */
  private int stepsPerEpoch(int samples) {
    int rest = samples % settings.batchSize();
    return Math.max(1, samples / settings.batchSize() + (rest > 1 ? 1 : 0));
  }

  private double step(Trainer trainer, List<Sample> batch, Augmentation augmentation) {
    try (EngineCall call = EngineCall.beginKeeping(trainer.getManager())) {
      NDManager manager = call.manager();
      int size = architecture.geometry().size();
      float[] values = new float[batch.size() * size];
      float[] targets = new float[batch.size() * architecture.classes()];
      for (int i = 0; i < batch.size(); i++) {
        System.arraycopy(augmentation.apply(batch.get(i).image()), 0, values, i * size, size);
        for (int k = 0; k < architecture.classes(); k++) {
          double hot = batch.get(i).label() == k ? 1 - settings.labelSmoothing() : 0;
          targets[i * architecture.classes() + k] =
              (float) (hot + settings.labelSmoothing() / architecture.classes());
        }
      }
      NDArray images = manager.create(values, Tensors.shape(architecture.geometry(), batch.size()));
      NDArray target = manager.create(targets, new Shape(batch.size(), architecture.classes()));
      // a tensor that outlives the way back: DJL closes that of a Number at once
      NDArray divisor = manager.create((float) -batch.size());
      NDArray loss;
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDArray logits = trainer.forward(new NDList(images)).singletonOrThrow();
        loss = logits.logSoftmax(1).mul(target).sum().div(divisor);
        collector.backward(loss);
      }
      trainer.step();
      return loss.getFloat();
    }
  }

  private Tracker oneCycle(int steps) {
    return update -> {
      double position = Math.min(1, update / (double) steps);
      double share =
          position < WARM_UP
              ? 0.04 + 0.96 * (1 - Math.cos(Math.PI * position / WARM_UP)) / 2
              : (1 + Math.cos(Math.PI * (position - WARM_UP) / (1 - WARM_UP))) / 2;
      return (float) (settings.learningRate() * Math.max(share, 1e-4));
    };
  }

  /**
   * He initialisation (ICCV 2015) from a seed of ours, so that it is the same on every device;
   * linear layers have no rectifier behind them and half the variance.
   */
  private static void initialise(Network network, Random random, NDManager owner) {
    for (Parameter parameter : network.parametersByName().values()) {
      if (parameter.getType() == Parameter.Type.WEIGHT) {
        Shape shape = parameter.getArray().getShape();
        long fanIn = shape.size() / shape.get(0);
        double deviation = Math.sqrt((shape.dimension() == 2 ? 1.0 : 2.0) / fanIn);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (deviation * random.nextGaussian());
        }
        try (NDManager work = owner.newSubManager()) {
          Weights.assign(parameter, work.create(values, shape));
        }
      }
    }
  }
}
