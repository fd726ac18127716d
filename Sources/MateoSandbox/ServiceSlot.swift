/// Holds the service once it exists.
actor ServiceSlot {
    private(set) var service: Service?

    func fill(_ service: Service) { self.service = service }
}
