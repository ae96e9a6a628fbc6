// `up` and the command-line verbs.
