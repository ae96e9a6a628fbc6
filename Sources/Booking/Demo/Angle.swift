/// Sine and cosine without Foundation: exact to far below a hundredth of a seat.
enum Angle {
  /// By the addition theorem from the nearest quarter turn, then Taylor's series.
  static func sineAndCosine(_ angle: Double) -> (sine: Double, cosine: Double) {
    let quarter = (angle / (Double.pi / 2)).rounded()
    let rest = angle - quarter * Double.pi / 2
    let square = rest * rest
    let sine = rest * (1 - square / 6 * (1 - square / 20 * (1 - square / 42 * (1 - square / 72))))
    let cosine = 1 - square / 2 * (1 - square / 12 * (1 - square / 30 * (1 - square / 56 * (1 - square / 90))))
    switch ((Int(quarter) % 4) + 4) % 4 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }
}
