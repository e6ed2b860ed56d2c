"""From words to garments: text encoder, lexicon, intents, ranking, captions."""
