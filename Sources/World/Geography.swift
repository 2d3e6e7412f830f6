public import FEEL
import Glibc

/// A place on Earth, WGS84 degrees.
public struct GeographicPoint: Hashable, Sendable {
    /// -90...90.
    public var latitude: Double
    /// -180...180.
    public var longitude: Double

    public init(latitude: Double, longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }

    /// Kilometres along the great circle, on a sphere of 6,371.0088 km (the mean radius of IUGG).
    ///
    /// - Source: R. W. Sinnott, "Virtues of the Haversine", Sky & Telescope 68 (1984).
    public func distance(to other: GeographicPoint) -> Double {
        let degree = Double.pi / 180
        let deltaLatitude = (other.latitude - latitude) * degree
        let deltaLongitude = (other.longitude - longitude) * degree
        let haversine =
            sin(deltaLatitude / 2) * sin(deltaLatitude / 2)
            + cos(latitude * degree) * cos(other.latitude * degree) * sin(deltaLongitude / 2) * sin(deltaLongitude / 2)
        return 2 * 6371.0088 * asin(min(1, haversine.squareRoot()))
    }

    /// The distance rounded to the metre, as an exact number of kilometres.
    public func kilometres(to other: GeographicPoint) -> Number {
        let metres = Int(distance(to: other) * 1000 + 0.5)
        return Number(metres).divided(by: Number(1000)) ?? Number(0)
    }
}
