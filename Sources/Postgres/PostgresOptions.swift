/// How to reach PostgreSQL, and the bounds of what is asked of it. All durations are positive.
public struct PostgresOptions: Sendable {
  /// Where the servers are and who asks; see `PostgresServers`.
  public var servers: PostgresServers
  /// Shown in `pg_stat_activity`.
  public var applicationName: String
  /// Connections of one pool.
  public var connectionsMax: Int
  /// Queries that may be under way on one connection at once. More than one hides the round trip, but a query then
  /// waits for those before it.
  public var pipelineDepthMax: Int
  /// Statements are prepared once a connection. False: each query brings its text along and has the connection for
  /// itself, for poolers that give every transaction another session.
  public var preparesStatements = true
  /// Queries that may wait for a place in a pipeline; one more is refused.
  public var waitersMax: Int
  /// An attempt to connect is given up after this.
  public var connectTimeout: Duration
  /// What a query gets that names no deadline of its own.
  public var queryDeadline: Duration
  /// The server cancels at the deadline; its word is awaited for so long before the outcome counts as unknown.
  public var answerGrace: Duration
  /// A connection whose server has been silent for so long after a deadline is closed. Until then it is only not used:
  /// closing it at once would pile up sessions on a server that waits for its standby.
  public var silenceMax: Duration
  /// The first pause before connecting again; it doubles with each failure, with jitter, up to `reconnectDelayMax`.
  public var reconnectDelayMin: Duration
  public var reconnectDelayMax: Duration
  /// Prepared by each connection before it counts as ready: a missing table is found at start.
  public var preparedAtStart: [PostgresStatement]

  public init(
    servers: PostgresServers, applicationName: String = "usher", connectionsMax: Int = 4, pipelineDepthMax: Int = 4,
    waitersMax: Int = 1_024, connectTimeout: Duration = .seconds(3), queryDeadline: Duration = .seconds(2),
    answerGrace: Duration = .milliseconds(250), silenceMax: Duration = .seconds(30),
    reconnectDelayMin: Duration = .milliseconds(50), reconnectDelayMax: Duration = .seconds(2),
    preparedAtStart: [PostgresStatement] = []
  ) {
    precondition(connectionsMax >= 1 && pipelineDepthMax >= 1 && waitersMax >= 0)
    self.servers = servers
    self.applicationName = applicationName
    self.connectionsMax = connectionsMax
    self.pipelineDepthMax = pipelineDepthMax
    self.waitersMax = waitersMax
    self.connectTimeout = connectTimeout
    self.queryDeadline = queryDeadline
    self.answerGrace = answerGrace
    self.silenceMax = silenceMax
    self.reconnectDelayMin = reconnectDelayMin
    self.reconnectDelayMax = reconnectDelayMax
    self.preparedAtStart = preparedAtStart
  }

  /// What may really be under way on one connection.
  var inFlightMax: Int { preparesStatements ? pipelineDepthMax : 1 }
}
