import Postgres
import Primitives
import Testing

/// Values of every kind survive the way to the server and back.
@Suite struct ValueTests {
  @Test func parametersComeBackAsTheyWere() throws {
    let harness = try PostgresHarness(SharedPostgres.connection)
    let statement = PostgresStatement(
      "values", [.bool, .int, .double, .text, .bytes, .json, .instant],
      "SELECT $1, $2, $3, $4, $5, $6, $7, $2::int4 + 1, $2::int2, 'x'::varchar, NULL::text, txid_current()::text::xid8")
    let instant = WallInstant(microseconds: 1_700_000_000_123_456)
    let result = try harness.query(
      statement,
      [
        .bool(true), .int(-7), .double(0.1), .text("Zoë'; \u{1F3AB}"), .bytes([0, 255, 10]), .json("{\"a\": [1, 2]}"),
        .instant(instant),
      ]
    ).get()
    let row = try #require(result.first)
    #expect(row.bool(0))
    #expect(row.int(1) == -7)
    #expect(row.double(2) == 0.1)
    #expect(row.string(3) == "Zoë'; \u{1F3AB}")
    #expect(row.bytes(4) == [0, 255, 10])
    #expect(row.string(5) == "{\"a\": [1, 2]}")
    #expect(row.instant(6) == instant)
    #expect(row.int(7) == -6)
    #expect(row.int(8) == -7)
    #expect(row.string(9) == "x")
    #expect(row.isNull(10))
    #expect(row.stringOrNil(10) == nil)
    #expect(row.int(11) > 0)
  }

  @Test func everyKindMayBeNull() throws {
    let harness = try PostgresHarness(SharedPostgres.connection)
    let types: [PostgresType] = [.bool, .int, .double, .text, .bytes, .json, .instant, .ints, .texts]
    let statement = PostgresStatement("nulls", types, "SELECT num_nulls($1, $2, $3, $4, $5, $6, $7, $8, $9)")
    let result = try harness.query(statement, types.map { _ in .null }).get()
    #expect(result[0].int(0) == types.count)
  }

  @Test func arraysComeBackAsTheyWere() throws {
    let harness = try PostgresHarness(SharedPostgres.connection)
    let statement = PostgresStatement(
      "arrays", [.bools, .ints, .texts, .byteStrings, .instants],
      "SELECT $2, $3, $4, $2::int4[], array_length($1, 1), $1[2] IS NULL, $5[1], ARRAY[]::text[], array_position($3, NULL)"
    )
    let instant = WallInstant(microseconds: -1)
    let result = try harness.query(
      statement,
      [
        .bools([true, nil, false]), .ints([1, -2, 3]), .texts(["a", "", "ü"]), .byteStrings([[], [1, 2]]),
        .instants([instant]),
      ]
    ).get()
    let row = result[0]
    #expect(row.ints(0) == [1, -2, 3])
    #expect(row.strings(1) == ["a", "", "ü"])
    #expect(row.byteStrings(2) == [[], [1, 2]])
    #expect(row.ints(3) == [1, -2, 3])
    #expect(row.int(4) == 3)
    #expect(row.bool(5))
    #expect(row.instant(6) == instant)
    #expect(row.strings(7) == [])
    #expect(row.isNull(8))
  }

  @Test func anEmptyArrayAndAHugeOneArrive() throws {
    let harness = try PostgresHarness(SharedPostgres.connection)
    let statement = PostgresStatement("sums", [.ints], "SELECT count(x), coalesce(sum(x), 0)::bigint FROM unnest($1) x")
    let empty = try harness.query(statement, [.ints([])]).get()
    #expect(empty[0].int(0) == 0)
    let huge = try harness.query(statement, [.ints((0..<200_000).map { $0 })]).get()
    #expect(huge[0].int(0) == 200_000)
    #expect(huge[0].int(1) == 199_999 * 100_000)
  }

  @Test func manyRowsAreReadInOrder() throws {
    let harness = try PostgresHarness(SharedPostgres.connection)
    let statement = PostgresStatement("series", [.int], "SELECT i, i::text FROM generate_series(1, $1) i ORDER BY 1")
    let result = try harness.query(statement, [.int(50_000)]).get()
    #expect(result.count == 50_000)
    #expect(result.rows.enumerated().allSatisfy { $0.element.int(0) == $0.offset + 1 })
    #expect(result[49_999].string(1) == "50000")
    #expect(result.column(named: "i") == 0)
    #expect(result.column(named: "nothing") == nil)
  }

  @Test func theNumberOfChangedRowsDecides() throws {
    let harness = try PostgresHarness(SharedPostgres.connection)
    _ = try harness.query(PostgresStatement("make", [], "CREATE TEMPORARY TABLE counted (n int)")).get()
    let inserted = try harness.query(PostgresStatement("fill", [], "INSERT INTO counted VALUES (1), (2), (3)")).get()
    #expect(inserted.affected == 3)
    let changed = try harness.query(
      PostgresStatement("change", [.int], "UPDATE counted SET n = 0 WHERE n > $1 RETURNING n"), [.int(1)]
    ).get()
    #expect(changed.affected == 2)
    #expect(changed.count == 2)
  }
}
