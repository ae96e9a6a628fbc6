import Foundation
import TestKit
import Testing

@testable import Operations

@Suite struct FileTests {
  @Test func filesAreReplacedWholeWithTheirMode() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("secret")
    try FileSystem.replace(file, with: "old", mode: 0o600)
    try FileSystem.replace(file, with: "new", mode: 0o600)
    #expect(try FileSystem.read(file) == "new")
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["secret"])
    #expect(try FileSystem.read(folder.file("none")) == nil)
  }

  @Test func foldersAreMadeAndRemoved() throws {
    let folder = try TemporaryFolder()
    let deep = folder.file("a/b/c")
    try FileSystem.makeFolder(deep, mode: 0o700)
    #expect(try FileManager.default.attributesOfItem(atPath: deep)[.posixPermissions] as? Int == 0o700)
    try FileSystem.replace(deep + "/file", with: "text", mode: 0o600)
    try FileSystem.removeFolder(folder.file("a"))
    #expect(!FileSystem.exists(folder.file("a")))
    try FileSystem.removeFolder(folder.file("a"))
  }

  @Test func aFileIsNoFolder() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("file", "text")
    #expect(throws: CommandFault.self) { try FileSystem.makeFolder(file, mode: 0o700) }
  }

  @Test func oneLockAFolder() throws {
    let folder = try TemporaryFolder()
    var lock: FolderLock? = try FolderLock(folder.file("lock"))
    let fault = #expect(throws: CommandFault.self) { try FolderLock(folder.file("lock")) }
    #expect(fault?.message.contains("process \(getpid())") == true)
    #expect(lock != nil)
    // A child between its fork and its exec has the descriptor too.
    let path = URL(fileURLWithPath: folder.file("lock")).resolvingSymlinksInPath().path
    let held = try #require(
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap(Int32.init).first {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path
      })
    let duplicate = fcntl(held, F_DUPFD_CLOEXEC, 0)
    defer { close(duplicate) }
    lock = nil
    _ = try FolderLock(folder.file("lock"))
  }

  @Test func secretsAreMadeOnceAndKeptPrivate() throws {
    let folder = try TemporaryFolder()
    let data = try DataFolder(folder.file("data"))
    try data.prepare()
    let first = try Secrets(in: data)
    let second = try Secrets(in: data)
    #expect(first.adminToken == second.adminToken && first.adminToken.count == 64)
    #expect(Set([first.adminToken, first.redisPassword, first.postgresPassword]).count == 3)
    for file in [first.masterKeysFile, first.redisPasswordFile, first.webhookFile, data.adminToken] {
      #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    }
    try FileSystem.replace(data.adminToken, with: "short", mode: 0o600)
    #expect(throws: CommandFault.self) { try Secrets(in: data) }
  }

  @Test func endpointsAreReadBack() throws {
    let folder = try TemporaryFolder()
    let book = EndpointBook(
      http: "http://127.0.0.1:1", admin: "http://127.0.0.1:2", redis: "redis://:x@127.0.0.1:3",
      postgres: "postgresql://4")
    let file = try folder.write("endpoints.json", book.json)
    #expect(try EndpointBook(file: file) == book)
    #expect(try EndpointBook(file: folder.file("none")) == nil)
    for broken in ["", "{}", "[]", "{\"http\": 1}"] {
      try folder.write("endpoints.json", broken)
      #expect(throws: CommandFault.self) { try EndpointBook(file: file) }
    }
  }

  @Test func logsAreKeptUnderTheirBound() throws {
    let folder = try TemporaryFolder()
    let log = try LogFile(folder.file("a.log"))
    let writer = try RunningProcess(
      ["sh", "-c", "for i in 1 2 3 4; do echo line $i; done >> \(folder.file("a.log")); echo done"])
    _ = try writer.line { $0 == "done" }
    #expect(log.tail(lines: 2) == "line 3\nline 4")
    log.trim(bytesMax: 1_000)
    #expect(folder.read("a.log").count == 28)
    log.trim(bytesMax: 27)
    #expect(folder.read("a.log") == "" && folder.read("a.log.1").hasSuffix("line 4\n"))
  }

  @Test func aTakenPortIsSeen() throws {
    let redis = try TestRedis.start()
    #expect(!PortProbe.isFree(port: UInt16(redis.port)))
    #expect(PortProbe.isFree(port: try PortProbe.free()))
    #expect(!PortProbe.isFree(port: 8080, host: "203.0.113.1"))
  }
}
