/// Holds the service once there is one.
actor ServiceSlot {
    private(set) var service: Service?

    func fill(_ service: Service) { self.service = service }
}
