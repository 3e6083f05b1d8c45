"""The rules of reporting, without any machinery: what is owed, when it is due, how a report is handed in."""
