/// What a handle stands for.
enum HandleKind: UInt {
    case options = 1
    case client = 2
    case importing = 3
    case record = 4
    case failures = 5
    case error = 6
    case plan = 7
    case imports = 8
    case hints = 9
    case batches = 10
    case pauses = 11
}
