"""What is due when: tasks, required reports and the periods whose owners set the day."""
