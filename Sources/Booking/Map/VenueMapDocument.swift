/// What a seat map shows beside the seats.
public struct VenueMapDocument: Sendable, Equatable {
  /// A shape that people know their way by: the pitch, the stage.
  public struct Landmark: Sendable, Equatable {
    public var name: String
    public var outline: [MapCorner]

    public init(name: String, outline: [MapCorner]) {
      self.name = name
      self.outline = outline
    }
  }

  public var width: Double
  public var height: Double
  public var landmark: Landmark?

  public init(width: Double, height: Double, landmark: Landmark? = nil) {
    self.width = width
    self.height = height
    self.landmark = landmark
  }
}
