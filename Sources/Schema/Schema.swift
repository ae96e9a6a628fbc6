// The one series of migrations, and its runner.
