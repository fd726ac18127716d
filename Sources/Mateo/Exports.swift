// The parts of the modules below that a program needs, so that it only imports Mateo.

@_exported public import struct MateoCore.BatchLimits
@_exported public import struct MateoCore.CSVOptions
@_exported public import enum MateoCore.EmptyCells
@_exported public import struct MateoCore.Encoding
@_exported public import struct MateoCore.ImportSettings
@_exported public import enum MateoCore.LeftOut
@_exported public import struct MateoCore.LeftOutRow
@_exported public import struct MateoCore.LeftOutSpan
@_exported public import struct MateoCore.Mapping
@_exported public import struct MateoCore.MateoError
@_exported public import struct MateoCore.Plan
@_exported public import enum MateoCore.RaggedRows
@_exported public import struct MateoCore.RecordCounts
@_exported public import enum MateoCore.RecordType
@_exported public import enum MateoCore.RowState
@_exported public import struct MateoCore.RowStates
@_exported public import enum MateoCore.SharedHandles
@_exported public import enum MateoCore.Status
@_exported public import struct MateoCore.TimeLeft
@_exported public import enum MateoCore.Version
@_exported public import enum MateoEngine.LogLevel
@_exported public import enum MateoEngine.OnUnknown
@_exported public import struct MateoEngine.Options
@_exported public import enum MateoEngine.PauseReason
@_exported public import struct MateoEngine.RequestCounts
@_exported public import enum MateoEngine.RunState
