"""What describes the city to the machines it runs on."""
