/// What a venue's seats look at: the stage, the pitch.
public struct MapLandmark: Sendable {
  public var name: String
  public var outline: [MapPoint]

  public init(name: String, outline: [MapPoint]) {
    self.name = name
    self.outline = outline
  }
}
