package sparkconnectts.companion;

import org.mozilla.javascript.Context;
import org.mozilla.javascript.ContextFactory;

/** Creates contexts that count the work of a call and end a call that exceeds its limits. */
final class LimitedContexts extends ContextFactory {
  private static final int INSTRUCTIONS_BETWEEN_CHECKS = 10_000;

  LimitedContexts() {
    initApplicationClassLoader(LimitedContexts.class.getClassLoader());
  }

  LimitedContext create() {
    LimitedContext context = new LimitedContext(this);
    context.setLanguageVersion(Context.VERSION_ECMASCRIPT);
    context.setInterpretedMode(false);
    context.setGenerateObserverCount(true);
    context.setInstructionObserverThreshold(INSTRUCTIONS_BETWEEN_CHECKS);
    context.setClassShutter(name -> false);
    context.getWrapFactory().setJavaPrimitiveWrap(false);
    return context;
  }

  @Override
  protected void observeInstructionCount(Context context, int instructions) {
    ((LimitedContext) context).check();
  }
}
