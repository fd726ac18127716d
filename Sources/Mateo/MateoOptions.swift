public import MateoEngine

/// Another name for `Options`, for a module that has an `Options` of its own.
public typealias MateoOptions = Options
