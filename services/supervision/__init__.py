"""督导: duties, meetings, inspections, contact points, demonstration points, bulletins."""
