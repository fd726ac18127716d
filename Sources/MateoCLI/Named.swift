/// A choice or a state with a name on the command line and in JSON.
protocol Named {
    var name: String { get }
}
