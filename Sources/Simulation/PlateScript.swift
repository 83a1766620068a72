#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Writes the movement of a body on plates, stretch by stretch, and keeps account of its speed and height.
///
/// Every stretch changes the momentum by the impulse of its force, so a movement that begins and ends in standing has
/// forces that integrate to the velocities and heights which it claims.
struct PlateScript: Sendable {
    /// Metres per second squared.
    let gravity: Double
    /// Seconds so far.
    private(set) var time: Double
    /// Metres a second upwards.
    private(set) var velocity = 0.0
    /// Metres of the centre of mass over standing.
    private(set) var height = 0.0
    var share: ShareCourse
    private(set) var course: PlateCourse

    init(start: Double, standingOn: Bool, share: Double, gravity: Double) {
        time = start
        self.gravity = gravity
        self.share = ShareCourse(share)
        course = PlateCourse(gravity: gravity)
        course.feet = [.init(start: 0, change: standingOn ? .both : .none)]
    }

    private mutating func add(_ curve: ForceCurve, _ seconds: Double) {
        course.pieces.append(.init(start: time, duration: seconds, curve: curve))
        time += seconds
    }

    /// Stands still.
    mutating func stand(_ seconds: Double, part: Double = 1) { add(.still(part: part), seconds) }

    /// Steps onto the plates, the left foot first.
    mutating func stepOn() {
        course.feet.append(.init(start: time, change: .on))
        add(.still(part: 1), PlateCourse.stepTime)
    }

    /// Steps off them and is away for `seconds`.
    mutating func stepOff(away seconds: Double) {
        course.feet.append(.init(start: time, change: .off))
        add(.still(part: 1), PlateCourse.stepTime)
        add(.air, seconds)
        course.feet.append(.init(start: time, change: .both))
    }

    /// Steps off for good.
    mutating func leave() { course.feet.append(.init(start: time, change: .off)) }

    /// Comes down from a box: `speed` metres a second downwards and `height` metres over standing at touchdown.
    mutating func fall(speed: Double, height: Double) {
        velocity = -speed
        self.height = height
    }

    /// Changes the velocity by `change`.
    mutating func bump(_ seconds: Double, change: Double) {
        add(.bump(top: 2 * change / seconds), seconds)
        height += velocity * seconds + change * seconds / 2
        velocity += change
    }

    /// Moves by `distance` from rest to rest.
    mutating func move(_ seconds: Double, by distance: Double) {
        add(.move(distance: distance), seconds)
        height += distance
    }

    /// Goes down by `depth` and up again without a pause at the bottom, which is in the middle of the time.
    mutating func dip(_ seconds: Double, depth: Double) { add(.dip(depth: depth), seconds) }

    /// Rises from a seat, or sits down for a negative distance.
    mutating func seat(_ seconds: Double, by distance: Double, seatOff: Double, part: Double) {
        add(
            distance > 0
                ? .rise(distance: distance, seatOff: seatOff, part: part)
                : .sit(distance: -distance, seatOff: seatOff, part: part), seconds)
        height += distance
    }

    /// Pushes off, `above` metres over standing at take-off.
    mutating func push(to speed: Double, above: Double = 0.10) {
        let curve = PushCurve(from: velocity, to: speed, distance: above - height, gravity: gravity)
        add(.push(curve), curve.duration)
        velocity = speed
        height = above
    }

    /// A countermovement jump up to its landing, from standing.
    mutating func jump(_ profile: JumpProfile) {
        add(.jump(profile), profile.landing)
        velocity = -profile.takeoffVelocity
        height = 0.10
    }

    /// Flies until the height of take-off is reached again.
    mutating func fly() {
        add(.air, 2 * velocity / gravity)
        velocity = -velocity
    }

    /// A contact of `seconds` that sends the body up with `speed`; the time from touchdown to standstill.
    @discardableResult
    mutating func contact(_ seconds: Double, to speed: Double) -> Double {
        let from = velocity
        let top = (speed - from + gravity * seconds) * .pi / (2 * seconds)
        add(.contact(top: top), seconds)
        height += (from + speed) / 2 * seconds
        velocity = speed
        var low = 0.0
        var high = seconds
        for _ in 0..<60 {
            let t = (low + high) / 2
            let v = from + top * seconds / .pi * (1 - cos(.pi * t / seconds)) - gravity * t
            if v < 0 { low = t } else { high = t }
        }
        return (low + high) / 2
    }

    /// Lands and comes to rest at standing height.
    mutating func land() {
        add(.landing(LandingCurve(velocity: -velocity, height: height, gravity: gravity)), LandingCurve.duration)
        velocity = 0
        height = 0
    }

    /// A restless moment: up by `force` newtons per kilogram and down again, without any momentum in the end.
    mutating func fidget(_ force: Double) {
        guard force > 0 else { return }
        let half = 0.12
        bump(half, change: force * half / 2)
        bump(half, change: -force * half / 2)
    }

    /// What was written, with the shares.
    var finished: PlateCourse {
        var course = course
        course.share = share
        return course
    }
}
