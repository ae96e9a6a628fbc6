public import Primitives

/// The status of every seat of a plan, by ordinal, as of some moment: what availability is answered from and best
/// available looks through. It may be out of date: it says "no" or "try", never "yes".
public struct SeatStates: Sendable {
  private var codes: [UInt8]
  public private(set) var counts: StockCounts

  /// All available.
  public init(count: Int) {
    codes = [UInt8](repeating: SeatStatus.available.code, count: count)
    counts = StockCounts(free: count, held: 0, sold: 0)
  }

  /// From one letter a seat: `A`, `H`, `S`. Any other counts as sold.
  public init(letters: ByteView) {
    codes = letters.buffer.map { letter in
      switch letter {
      case UInt8(ascii: "A"): SeatStatus.available.code
      case UInt8(ascii: "H"): SeatStatus.held.code
      default: SeatStatus.sold.code
      }
    }
    counts = StockCounts(free: 0, held: 0, sold: 0)
    for code in codes { change(code, by: 1) }
  }

  public var count: Int { codes.count }

  public subscript(ordinal: Int) -> SeatStatus {
    get { SeatStates.status(of: codes[ordinal]) }
    set {
      change(codes[ordinal], by: -1)
      codes[ordinal] = newValue.code
      change(newValue.code, by: 1)
    }
  }

  public func isFree(_ ordinal: Int) -> Bool { codes[ordinal] == SeatStatus.available.code }

  /// Four seats a byte, the first in the lowest two bits: 0 available, 1 held, 2 sold.
  public var packed: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (codes.count + 3) / 4)
    for (ordinal, code) in codes.enumerated() { bytes[ordinal >> 2] |= code << UInt8((ordinal & 3) * 2) }
    return bytes
  }

  private static func status(of code: UInt8) -> SeatStatus {
    switch code {
    case SeatStatus.available.code: .available
    case SeatStatus.held.code: .held
    default: .sold
    }
  }

  private mutating func change(_ code: UInt8, by step: Int) {
    switch SeatStates.status(of: code) {
    case .available: counts.free += step
    case .held: counts.held += step
    case .sold, .withheld: counts.sold += step
    }
  }
}
