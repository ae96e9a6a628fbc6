/// What `usher load --help` prints.
enum LoadUsage {
  static let text = """
    usage: usher load [OPTIONS]

    Drives a real sale over HTTP with a crowd: people who join, wait as they are told, claim, look, hold, think, and pay or
    walk away, each with cookies, a connection and (on this machine) a network of his own; and robots who join again and
    again, poll too soon, forge passes and hammer holds. Ends with a report, and with 1 if a promise was broken.

    options:
      --users N          visitors, robots included (1000)
      --spike TIME       how long they take to come (10s)
      --robots SHARE     of the visitors (10%)
      --robot-tries N    how often a robot joins anew; other misdeeds in proportion (100)
      --event ID         what is sold (demo)
      --room ID          its waiting room (named as the event)
      --seats-max N      each wants one to N seats (4)
      --think TIME       between holding and paying, on average (8s)
      --pay-share SHARE  of those who hold seats; the others walk away or give them back (85%)
      --time-limit TIME  then the run ends, whoever is waiting (what the room's rate needs, and some more)
      --burst N          what the room lets be saved up (a tenth of a second's rate, at least 1)
      --chaos            servers are being killed meanwhile: 5xx and lost connections are counted, not judged
      --seed N           the same crowd again
      --processes N      (as many as the descriptor limit asks for, at least one a core)
      --json             print the report as JSON
      --url URL          the gateway, as http://ADDRESS:PORT
      --data DIR         the data folder of a running `usher up` (.usher)
      --config FILE      the configuration of the running system

    exit codes: 0 done, 1 a promise was broken, 2 wrong use, 3 could not reach something

    """
}
