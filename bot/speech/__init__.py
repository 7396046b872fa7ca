"""What is heard: texts in spoken form, how long they take, and the voice that says them."""
