import Assets
import Primitives

/// A static file of the pages, ready to be sent with `Cache-Control: public, max-age=31536000, immutable`: its path holds
/// the hash of its bytes.
public struct PageAsset: Sendable {
  /// `/usher/assets/{name}.{hash}.{css|js|svg}`.
  public let path: String
  /// With quotes, as in the `ETag` field.
  public let etag: String
  public let contentType: StaticString
  let name: String

  /// The file. Valid for ever.
  public var bytes: ByteView { ByteView(Assets.page(name).unsafelyUnwrapped) }
}
