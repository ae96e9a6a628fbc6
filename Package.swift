// swift-tools-version: 6.3
import PackageDescription

/// What each target may import: the one place where it is written. The build enforces the arrows between Swift targets
/// (`--explicit-target-dependency-import-check error`), and StyleTests reads this table to check C modules and
/// Foundation too. Arrows point up: a target may import only what stands above it.
let house: [(name: String, imports: [String])] = [
  ("Primitives", []),
  ("Assets", ["CAssets"]),
  ("Crypto", ["Primitives", "COpenSSL"]),
  ("HTTPWire", ["Primitives"]),
  ("Tokens", ["Primitives", "Crypto"]),
  ("WaitingRoom", ["Primitives", "Crypto"]),
  ("Limits", ["Primitives"]),
  ("Booking", ["Primitives"]),
  ("Telemetry", ["Primitives"]),
  ("Configuration", ["Primitives", "WaitingRoom", "Limits", "CYAML"]),
  ("EventLoop", ["Primitives", "CLibUV"]),
  ("HTTP", ["Primitives", "HTTPWire", "EventLoop"]),
  ("Redis", ["Primitives", "EventLoop", "CHiredis"]),
  ("Postgres", ["Primitives", "EventLoop", "CPostgres"]),
  ("Schema", ["Primitives", "EventLoop", "Postgres", "Assets"]),
  ("RoomStore", ["Primitives", "EventLoop", "Crypto", "WaitingRoom", "Limits", "Redis", "Assets"]),
  ("RoomLedger", ["Primitives", "EventLoop", "WaitingRoom", "Postgres", "Assets"]),
  ("BookingStore", ["Primitives", "EventLoop", "Booking", "Postgres", "Assets"]),
  ("Payments", ["Primitives", "EventLoop", "Booking", "HTTP", "Crypto"]),
  ("Pages", ["Primitives", "Assets"]),
  (
    "Admitter",
    [
      "Primitives", "WaitingRoom", "RoomStore", "RoomLedger", "EventLoop", "HTTP", "HTTPWire", "Configuration",
      "Telemetry",
    ]
  ),
  (
    "Gateway",
    [
      "Primitives", "HTTPWire", "HTTP", "EventLoop", "Crypto", "Tokens", "WaitingRoom", "Limits", "RoomStore",
      "RoomLedger", "Configuration", "Telemetry", "Pages",
    ]
  ),
  (
    "BookingService",
    [
      "Primitives", "HTTPWire", "HTTP", "EventLoop", "Crypto", "Tokens", "Booking", "BookingStore", "Payments",
      "Configuration", "Telemetry", "Pages",
    ]
  ),
  (
    "Operations",
    [
      "Primitives", "EventLoop", "HTTP", "HTTPWire", "Crypto", "Postgres", "Schema", "Configuration", "Telemetry",
      "Tokens", "WaitingRoom", "RoomLedger", "Booking", "BookingStore", "Admitter", "Gateway", "BookingService",
    ]
  ),
  (
    "Rehearsal",
    [
      "Primitives", "EventLoop", "HTTP", "HTTPWire", "Crypto", "WaitingRoom", "RoomStore", "Configuration", "Telemetry",
    ]
  ),
]

/// C libraries of the system, as module maps under `Sources/C`; each has exactly one importer.
let systemLibraries = ["CLibUV", "CHiredis", "CPostgres", "CYAML"]

/// C with lines of our own, under the same rule.
let ownLibraries = ["CAssets", "COpenSSL"]

/// Tests in layers; the layer is in the name because tests can't be chosen by tag on the command line.
let testTargets: [(name: String, imports: [String])] = [
  ("LimitsPureTests", ["Primitives", "Limits"]),
  ("WaitingRoomPureTests", ["Primitives", "TestKit", "WaitingRoom"]),
  ("RedisDaemonTests", ["Primitives", "EventLoop", "Redis", "TestKit"]),
  (
    "RoomStoreDaemonTests",
    ["Primitives", "Crypto", "EventLoop", "Limits", "Redis", "RoomStore", "TestKit", "WaitingRoom"]
  ),
  ("StyleTests", []),
  ("AssetsTests", ["Assets"]),
  ("PagesPureTests", ["Primitives", "Assets", "Pages", "PageSamples"]),
  ("BrowserTests", ["usher", "Primitives", "Pages", "PageSamples", "TestKit"]),
  ("CryptoPureTests", ["Primitives", "Crypto"]),
  ("PostgresDaemonTests", ["Primitives", "EventLoop", "Postgres", "TestKit"]),
  ("PostgresPureTests", ["Postgres"]),
  ("AdmitterPureTests", ["Primitives", "Admitter"]),
  (
    "AdmitterDaemonTests",
    [
      "Primitives", "Crypto", "EventLoop", "WaitingRoom", "Postgres", "Schema", "RoomLedger", "RoomStore", "Telemetry",
      "Admitter", "TestKit",
    ]
  ),
  ("SchemaDaemonTests", ["Postgres", "Schema", "TestKit"]),
  ("RoomLedgerDaemonTests", ["Primitives", "EventLoop", "WaitingRoom", "Postgres", "Schema", "RoomLedger", "TestKit"]),
  ("EventLoopTests", ["EventLoop", "Primitives", "TestKit"]),
  ("HTTPTests", ["Primitives", "HTTPWire", "EventLoop", "HTTP", "TestKit", "WireKit"]),
  ("TestKitTests", ["TestKit"]),
  ("HTTPWirePureTests", ["Primitives", "HTTPWire", "TestKit", "WireKit"]),
  ("PrimitivesPureTests", ["Primitives", "TestKit"]),
  ("SystemTests", ["usher", "TestKit"]),
  ("OperationsPureTests", ["Primitives", "Operations", "Configuration"]),
  (
    "OperationsTests",
    ["Primitives", "EventLoop", "HTTPWire", "HTTP", "Booking", "Operations", "Configuration", "TestKit"]
  ),
  (
    "GatewayTests",
    [
      "Primitives", "Crypto", "EventLoop", "HTTP", "HTTPWire", "Postgres", "RoomLedger", "RoomStore", "Schema",
      "Tokens",
      "WaitingRoom", "TestKit",
    ]
  ),
  ("RehearsalPureTests", ["Primitives", "HTTPWire", "EventLoop", "WaitingRoom", "Rehearsal", "TestKit"]),
  ("RehearsalTests", ["Primitives", "HTTPWire", "EventLoop", "HTTP", "WaitingRoom", "TestKit"]),
  ("TokensPureTests", ["Primitives", "Crypto", "Tokens"]),
  ("TelemetryTests", ["Primitives", "Telemetry"]),
  ("ConfigurationTests", ["Primitives", "Configuration"]),
  ("BookingPureTests", ["Primitives", "Booking"]),
  (
    "BookingDaemonTests",
    [
      "Primitives", "EventLoop", "Crypto", "Tokens", "Postgres", "Schema", "Booking", "BookingStore", "Payments",
      "Configuration", "Telemetry", "BookingService", "TestKit",
    ]
  ),
  ("InteroperabilityTests", ["Primitives", "Crypto", "Tokens", "Telemetry", "TestKit"]),
]

/// Folders of files that tests read, which are no sources.
let fixtures: [String: [String]] = ["ConfigurationTests": ["bad"], "InteroperabilityTests": ["python"]]

/// Fuzzers, one beside each parser: `Tests/Fuzz/<name>`. They break a plain `swift build`, so they exist only when asked for
/// by `FUZZ=1`; Tests/Fuzz/smoke.sh builds and runs them.
let fuzzTargets: [(name: String, imports: [String])] = [
  ("FuzzCanary", ["Primitives"]),
  ("FuzzRequest", ["Primitives", "HTTPWire", "WireKit"]),
  ("FuzzResponse", ["Primitives", "HTTPWire", "WireKit"]),
  ("FuzzChunked", ["Primitives", "HTTPWire"]),
  ("FuzzFields", ["Primitives", "HTTPWire"]),
  ("FuzzJSON", ["Primitives"]),
  ("FuzzBase64URL", ["Primitives"]),
  ("FuzzTicket", ["Primitives", "Crypto", "Tokens"]),
  ("FuzzPass", ["Primitives", "Crypto", "Tokens"]),
  ("FuzzAssertion", ["Primitives", "Crypto", "Tokens"]),
  ("FuzzConfiguration", ["Primitives", "Configuration"]),
  ("FuzzMetrics", ["Primitives", "Telemetry"]),
]

/// Programs that `Tests/Bench` measures; they take time to build, so they exist only with `BENCH=1`.
let benchTargets: [(name: String, imports: [String])] = [
  ("HTTPBench", ["Primitives", "HTTPWire", "EventLoop", "HTTP"]),
  ("HoldBench", ["CEpoll"]),
]

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  // Debug builds, and so all tests and sanitizers, check that no two accesses to a field overlap; a release doesn't pay for
  // it (half the user time of a refusal). Bounds and overflow are checked in both.
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
  // Functions of one target are inlined and specialised in others, whatever their access: a join costs the gateway a
  // seventh less.
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

func dependencies(_ names: [String]) -> [Target.Dependency] { names.map { .byName(name: $0) } }

let package = Package(
  name: "usher",
  products: [.executable(name: "usher", targets: ["usher"])],
  targets: systemLibraries.map { .systemLibrary(name: $0, path: "Sources/C/\($0)") }
    + ownLibraries.map {
      .target(name: $0, path: "Sources/C/\($0)", cSettings: [.headerSearchPath("../../..")])
    }
    + house.map { .target(name: $0.name, dependencies: dependencies($0.imports), swiftSettings: settings) }
    + [
      .executableTarget(name: "usher", dependencies: ["Operations", "Rehearsal"], swiftSettings: settings),
      .systemLibrary(name: "CTestSpawn", path: "Tests/CTestSpawn"),
      .systemLibrary(name: "CEpoll", path: "Tests/Bench/CEpoll"),
      .target(
        name: "WireKit", dependencies: ["Primitives", "HTTPWire"], path: "Tests/WireKit", swiftSettings: settings),
      .target(
        name: "PageSamples", dependencies: ["Primitives", "Pages"], path: "Tests/PageSamples", swiftSettings: settings),
      .target(name: "TestKit", dependencies: ["CTestSpawn"], path: "Tests/TestKit", swiftSettings: settings),
    ]
    + (Context.environment["BENCH"] == "1" ? benchTargets : []).map {
      .executableTarget(
        name: $0.name, dependencies: dependencies($0.imports), path: "Tests/Bench/\($0.name)", swiftSettings: settings)
    }
    + testTargets.map {
      .testTarget(
        name: $0.name, dependencies: dependencies($0.imports), exclude: fixtures[$0.name] ?? [], swiftSettings: settings
      )
    }
    + (Context.environment["FUZZ"] == "1" ? fuzzTargets : []).map {
      .executableTarget(
        name: $0.name, dependencies: dependencies($0.imports), path: "Tests/Fuzz/\($0.name)", exclude: ["seeds"],
        swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])])
    },
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
