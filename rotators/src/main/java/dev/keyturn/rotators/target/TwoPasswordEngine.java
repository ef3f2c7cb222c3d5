package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;

/// A kind of target whose users may hold several passwords at a time, each of which opens: a new
/// one is added before the old one goes, and nobody is ever refused.
public interface TwoPasswordEngine extends LoginEngine {

  @Override
  TwoPasswordSession open(Login login) throws StepFailed;
}
