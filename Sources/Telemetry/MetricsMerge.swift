/// Puts samples that mean the same series together.
struct MetricsMerge {
  private struct Series: Hashable {
    var suffix: String
    var labels: [MetricLabel]
  }

  private(set) var families: [MetricFamily] = []
  private var familyIndex: [String: Int] = [:]
  private var sampleIndex: [[Series: Int]] = []

  mutating func add(_ snapshot: MetricsSnapshot) {
    for family in snapshot.families {
      guard let index = familyIndex[family.name] else {
        familyIndex[family.name] = families.count
        families.append(
          MetricFamily(name: family.name, help: family.help, kind: family.kind, gaugeMerge: family.gaugeMerge))
        sampleIndex.append([:])
        add(family.samples, to: families.count - 1)
        continue
      }
      if families[index].kind == family.kind { add(family.samples, to: index) }
    }
  }

  private mutating func add(_ samples: [MetricSample], to family: Int) {
    let takesMaximum = families[family].kind == .gauge && families[family].gaugeMerge == .maximum
    for sample in samples {
      let series = Series(suffix: sample.suffix, labels: sample.labels)
      guard let index = sampleIndex[family][series] else {
        sampleIndex[family][series] = families[family].samples.count
        families[family].samples.append(sample)
        continue
      }
      if takesMaximum {
        families[family].samples[index].value = max(families[family].samples[index].value, sample.value)
      } else {
        families[family].samples[index].value += sample.value
      }
    }
  }
}
