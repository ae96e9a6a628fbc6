/// All verbs that `usher` itself carries out, in the order of help.
enum Verbs {
  static let all: [Verb] =
    [UpVerb.verb, GatewayVerb.verb, AdmitterVerb.verb, BookingVerb.verb] + RoomVerbs.all + [EventImportVerb.verb]
    + EventHouseVerbs.all + [ConfigCheckVerb.verb, FsckVerb.verb]
}
