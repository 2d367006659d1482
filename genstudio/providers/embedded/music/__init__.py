"""Music made on this computer: a rule-based composer, and a synthesiser that plays it through a SoundFont."""
