"""What the machine does to us: calls that fail, power that goes, full disks, locks, clocks, spoilt files, lost keys."""
