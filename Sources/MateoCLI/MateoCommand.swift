import ArgumentParser
import Mateo

@main
struct MateoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mateo")
}
