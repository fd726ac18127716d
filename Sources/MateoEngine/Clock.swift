/// Placeholder until the engine is written.
public enum EnginePlaceholder {}
