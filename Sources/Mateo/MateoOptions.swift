public import MateoEngine

/// The name of `Options` for a module that has one of its own.
public typealias MateoOptions = Options
