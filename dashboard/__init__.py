"""The PetaPAM dashboard: shows what `geo` computes, and computes nothing itself."""
