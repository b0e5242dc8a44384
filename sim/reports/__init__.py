"""From results to what people read: the folder of results, and the words on the screen."""
