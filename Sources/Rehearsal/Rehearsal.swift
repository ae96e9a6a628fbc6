// The load driver.
