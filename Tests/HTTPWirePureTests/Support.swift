import HTTPWire
import Primitives

/// The fault a text's first head is refused with; nil if it is taken or not whole.
func requestFault(_ text: String, limits: HeadLimits = HeadLimits()) -> HeadFault? {
  fault { head throws(HeadFault) in
    var parser = RequestParser(limits: limits)
    _ = try parse(text, &parser, into: head)
  }
}

private func fault(_ body: (RequestHead) throws(HeadFault) -> Void) -> HeadFault? {
  do throws(HeadFault) {
    try body(RequestHead())
    return nil
  } catch {
    return error
  }
}

/// The head of a whole request.
func requestHead(_ text: String) throws -> RequestHead {
  let head = RequestHead()
  var parser = RequestParser()
  guard case .complete = try parse(text, &parser, into: head) else { throw IncompleteHead() }
  return head
}

func responseFault(_ text: String, answering method: HTTPMethod = .get) -> HeadFault? {
  do throws(HeadFault) {
    _ = try responseProgress(text, answering: method, into: ResponseHead())
    return nil
  } catch {
    return error
  }
}

func responseHead(_ text: String, answering method: HTTPMethod = .get) throws -> ResponseHead {
  let head = ResponseHead()
  guard case .complete = try responseProgress(text, answering: method, into: head) else { throw IncompleteHead() }
  return head
}

struct IncompleteHead: Error {}

private func parse(
  _ text: String, _ parser: inout RequestParser, into head: RequestHead
) throws(HeadFault) -> HeadProgress {
  let buffer = ByteBuffer()
  buffer.append(text)
  return try parser.parse(buffer.readable, into: head)
}

private func responseProgress(
  _ text: String, answering method: HTTPMethod, into head: ResponseHead
) throws(HeadFault) -> HeadProgress {
  let buffer = ByteBuffer()
  buffer.append(text)
  var parser = ResponseParser()
  return try parser.parse(buffer.readable, answering: method, into: head)
}

func withView<Result>(_ text: String, _ body: (ByteView) -> Result) -> Result {
  var text = text
  return text.withUTF8 { body(ByteView(UnsafeRawBufferPointer($0))) }
}
