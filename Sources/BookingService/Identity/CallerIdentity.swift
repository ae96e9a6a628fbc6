/// Who a request is from, as the gateway vouches for it.
struct CallerIdentity: Equatable {
  var user: String
  var room: String
  /// The pass's `jti`; empty where the request came without one.
  var pass: String
}
